/** As the schema for editors has it too: https://www.rfc-editor.org/rfc/rfc5646, without what nobody needs here. */
export const LANGUAGE_TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

const names = (type: 'language' | 'script' | 'region') => new Intl.DisplayNames('en', { type, fallback: 'none' });
const [languages, scripts, regions] = [names('language'), names('script'), names('region')];

/**
 * What is wrong with a tag that has the form of one: a language, a script or a country that Unicode has no name for
 * (https://cldr.unicode.org), which is a slip of the pen. Null: nothing, or it has not even the form. Pure.
 */
export function languageProblem(tag: string): string | null {
  if (!LANGUAGE_TAG.test(tag)) return null;
  const locale = localeOf(tag);
  if (locale === null) return `${tag} is no tag of a language`;
  const { language, script, region } = locale;
  if (languages.of(language) === undefined) {
    const meant = ofCountry(language);
    return `no language is called ${language}${meant === null ? '' : `: did you mean ${meant}?`}`;
  }
  if (script !== undefined && scripts.of(script) === undefined) return `no script is called ${script}`;
  if (region !== undefined && regions.of(region) === undefined) return `no country or region is called ${region}`;
  return null;
}

function localeOf(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}

/** Countries are taken for languages: `jp` is Japan, `ja` Japanese. */
function ofCountry(code: string): string | null {
  if (code.length !== 2) return null;
  const { language, region } = new Intl.Locale(`und-${code}`).maximize();
  return region === code.toUpperCase() && language !== 'und' ? language : null;
}
