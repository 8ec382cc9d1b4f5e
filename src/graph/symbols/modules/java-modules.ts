import { posix } from 'node:path';

const MOST_IN_FOLDER = 400;

/** Packages of Java: a class is the file that ends like its name, if there is one only; a package is a folder. */
export function javaModules(paths: ReadonlySet<string>): {
  resolve(specifier: string): readonly string[];
  samePackage(from: string): readonly string[];
} {
  const byName = new Map<string, string[]>();
  const folders = new Map<string, string[]>();
  const add = (to: Map<string, string[]>, key: string, path: string) => {
    const known = to.get(key);
    if (known) known.push(path);
    else to.set(key, [path]);
  };
  for (const path of paths) {
    if (!path.endsWith('.java')) continue;
    add(byName, posix.basename(path), path);
    add(folders, posix.dirname(path), path);
  }
  const byPackage = new Map<string, string[]>();
  for (const [folder, files] of folders) {
    // `src/main/java/com/acme` is `com.acme`, and nobody knows where it begins: each beginning is one.
    const parts = folder.split('/');
    for (let at = Math.max(0, parts.length - 8); at < parts.length; at += 1)
      for (const path of files.slice(0, MOST_IN_FOLDER)) add(byPackage, parts.slice(at).join('.'), path);
  }
  const classFile = (name: string): readonly string[] => {
    const file = `${name.replaceAll('.', '/')}.java`;
    const found = (byName.get(posix.basename(file)) ?? []).filter((path) => path === file || path.endsWith(`/${file}`));
    return found.length === 1 ? found : [];
  };
  return {
    resolve(specifier) {
      if (specifier.endsWith('.*')) {
        const name = specifier.slice(0, -2);
        const inClass = classFile(name);
        return inClass.length > 0 ? inClass : name.includes('.') ? (byPackage.get(name) ?? []) : [];
      }
      return classFile(specifier);
    },
    samePackage: (from) => (folders.get(posix.dirname(from)) ?? []).slice(0, MOST_IN_FOLDER),
  };
}
