export interface FormPage {
  /** Null: there is nothing to send. */
  action?: string;
  hidden?: Readonly<Record<string, string>>;
  fields?: readonly { name: string; label: string; value: string }[];
  button?: string;
  errors?: readonly string[];
}

/** A page with a form, plain as can be. */
export function renderForm(title: string, { action, hidden = {}, fields = [], button = '', errors = [] }: FormPage) {
  const said = errors.map((error) => `<p role="alert">${escape(error)}</p>`).join('');
  const kept = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');
  const asked = fields
    .map(
      ({ name, label, value }) =>
        `<p><label>${escape(label)} <input name="${escape(name)}" value="${escape(value)}" required></label></p>`,
    )
    .join('');
  const form =
    action === undefined
      ? ''
      : `<form method="post" action="${escape(action)}">${kept}${asked}<button>${escape(button)}</button></form>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>
<h1>${escape(title)}</h1>${said}${form}</html>
`;
}

/** A text inside of HTML. */
export function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}
