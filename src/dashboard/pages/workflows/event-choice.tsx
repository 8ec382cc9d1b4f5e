import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { localTime } from '../../format/time.js';
import { Input, Select } from '../../ui/field.js';
import { words } from '../../words/en.js';
import { recentEvents, type RecentEvent } from './queries.js';

const said = words.workflows.explain;

interface Props {
  value: string | undefined;
  /** Only administrators have a list of events; others name one. */
  isAdmin: boolean;
  onChoose: (event: string | undefined) => void;
}

/** An event of the past: chosen from the last ones, or named by its id. */
export function EventChoice({ value, isAdmin, onChoose }: Props) {
  const events = useQuery({ ...recentEvents, enabled: isAdmin });
  const [typed, setTyped] = useState(value ?? '');
  // Another delivery of an event starts nothing.
  const items = (events.data?.items ?? []).filter((event) => event.duplicate_of === null);
  if (isAdmin && (value === undefined || items.some(({ id }) => id === value)))
    return (
      <Select
        aria-label={said.choose}
        value={value ?? ''}
        className="max-w-full"
        onChange={({ target }) => onChoose(target.value === '' ? undefined : target.value)}
      >
        <option value="">{said.choose}</option>
        {items.map((event) => (
          <option key={event.id} value={event.id}>
            {nameOf(event)}
          </option>
        ))}
      </Select>
    );
  return (
    <form
      className="flex gap-2"
      onSubmit={(submit) => {
        submit.preventDefault();
        onChoose(typed.trim() === '' ? undefined : typed.trim());
      }}
    >
      <Input
        aria-label={said.eventId}
        placeholder={said.eventId}
        value={typed}
        className="w-80 max-w-full font-mono text-xs"
        onChange={({ target }) => setTyped(target.value)}
      />
    </form>
  );
}

/** Two events of a kind are told apart by what they are about, and when they came. */
function nameOf({ type, repo, number, created_at: at }: RecentEvent): string {
  const about = repo === null || number === null ? repo : `${repo} #${number}`;
  return [type, about, localTime(at)].filter((part) => part !== null).join(' · ');
}
