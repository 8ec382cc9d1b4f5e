/** How values stand in a file: with quotes only (`code`), without them too (`settings`), or in a text for people. */
export type FileKind = 'code' | 'settings' | 'document';

const SETTINGS =
  /(?:^|\/)(?:\.env(?:\.[^/]*)?|[^/]*\.env|\.?(?:npmrc|yarnrc|pypirc|netrc|pgpass|my\.cnf|htpasswd|s3cfg|boto|credentials|curlrc|gemrc)|(?:Dockerfile|Containerfile|Makefile|Procfile|Jenkinsfile|Vagrantfile)[^/]*|[^/]*\.(?:env|properties|props|ya?ml|toml|ini|conf|config|cfg|cnf|rc|sh|bash|zsh|fish|ps1|bat|cmd|xml|plist|tf|tfvars|hcl|mk|service|dockerfile|json5?|jsonc|netrc|ovpn|sql|log|txt))$/i;
const DOCUMENT =
  /\.(?:md|mdx|markdown|rst|adoc|asciidoc|po|pot)$|(?:^|\/)(?:docs?|documentation|examples?|samples?|i18n|locales?|translations?)\/|(?:^|\/)(?:openapi|swagger|CHANGELOG|README|PKG-INFO|METADATA)[^/]*$|\.(?:example|sample|template|tmpl|dist|tpl)$|[._-](?:example|sample|template)\.[a-z]+$|\.dto\.[a-z]+$/i;
/** A file without any ending or with an unknown one is read as settings are. */
const NO_CODE = /(?:^|\/)[^./]+$/;

/** What kind of file `path` is, as far as it matters to how credentials stand in it. */
export function fileKind(path: string): FileKind {
  if (DOCUMENT.test(path)) return 'document';
  return SETTINGS.test(path) || NO_CODE.test(path) ? 'settings' : 'code';
}
