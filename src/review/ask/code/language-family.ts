import { languageOf } from '../../../syntax/language-of.js';

/** Languages that call each other have one name; takes a language or a path. Null: there is no grammar for it. */
export function languageFamily(languageOrPath: string): string | null {
  const language = languageOrPath.includes('.') ? languageOf(languageOrPath) : languageOrPath;
  return language === 'typescript' || language === 'tsx' || language === 'javascript' ? 'script' : language;
}
