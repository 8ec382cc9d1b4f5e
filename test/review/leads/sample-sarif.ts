/** One result of a scanner. */
export interface SampleResult {
  rule?: string;
  path?: string;
  line?: number;
  endLine?: number;
  text?: string;
  level?: string;
  over?: object;
}

/** A SARIF log as scanners write it; each test changes what it is about. */
export function sampleSarif(results: readonly SampleResult[], driver: object = {}): string {
  return JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Bandsaw', rules: [], ...driver } },
        results: results.map(({ rule = 'loose-sum', path = 'src/cart.ts', line = 2, endLine, text, level, over }) => ({
          ruleId: rule,
          message: { text: text ?? `${rule} is suspicious` },
          ...(level === undefined ? {} : { level }),
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: path },
                region: { startLine: line, ...(endLine === undefined ? {} : { endLine }) },
              },
            },
          ],
          ...over,
        })),
      },
    ],
  });
}
