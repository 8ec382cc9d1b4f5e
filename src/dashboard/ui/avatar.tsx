/** A person's picture, or the first letter of their name where there is none. */
export function Avatar({ login, url }: { login: string; url?: string | null }) {
  const shared = 'size-5 shrink-0 rounded-full bg-grey-soft';
  if (typeof url === 'string')
    return <img src={url} alt="" className={shared} referrerPolicy="no-referrer" loading="lazy" />;
  return (
    <span
      aria-hidden="true"
      className={`${shared} inline-flex items-center justify-center text-2xs font-semibold text-ink-soft`}
    >
      {login.slice(0, 1).toUpperCase()}
    </span>
  );
}
