import { useSession } from '../api/session.js';
import { Select } from '../ui/field.js';
import { words } from '../words/en.js';

/** Chooses an installation; nothing where there is no choice. */
export function InstallationSelect({ value, onChange }: { value: number | undefined; onChange: (id: number) => void }) {
  const { installations } = useSession();
  if (installations.length < 2) return null;
  return (
    <Select
      aria-label={words.common.installation}
      value={value}
      onChange={({ target }) => onChange(Number(target.value))}
    >
      {installations.map(({ id, account_login }) => (
        <option key={id} value={id}>
          {account_login}
        </option>
      ))}
    </Select>
  );
}
