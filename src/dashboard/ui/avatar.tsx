import { useState } from 'react';

/** A person's picture, or the first letter of their name where there is none. */
export function Avatar({ login, url = null }: { login: string; url?: string | null }) {
  const [isBroken, setBroken] = useState(false);
  const shared = 'size-5 shrink-0 rounded-full bg-grey-soft';
  if (url !== null && !isBroken)
    return <img src={url} alt="" className={shared} referrerPolicy="no-referrer" onError={() => setBroken(true)} />;
  return (
    <span
      aria-hidden="true"
      className={`${shared} inline-flex items-center justify-center text-2xs font-semibold text-ink-soft`}
    >
      {login.slice(0, 1).toUpperCase()}
    </span>
  );
}
