import { report, type GoldenPull } from '../golden-pull.js';

/** A service, its worker, its exporter and its pipeline change together. */
export const severalLanguages: GoldenPull = {
  name: 'several-languages',
  title: 'Thumbnails are made by a worker',
  body: 'The shop queues them, the worker draws them, the exporter counts them.',
  author: 'grace',
  branch: 'thumbnails',
  base: {
    'shop/images.ts': 'export const sizes = [64, 256];\n',
    'worker/draw.py':
      'import subprocess\n\n\ndef draw(path: str) -> None:\n    subprocess.run(["convert", path, "out.png"], check=True)\n',
    'exporter/main.go':
      'package main\n\nimport "net/http"\n\nfunc fetch(url string) (*http.Response, error) {\n\treturn http.Get(url)\n}\n',
    '.github/workflows/build.yml':
      'on: push\npermissions:\n  contents: read\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n',
  },
  pushes: [
    {
      head: {
        'shop/images.ts':
          "import { queue } from './queue.js';\n\nexport const sizes = [64, 256];\n\nexport async function queueAll(paths: string[]): Promise<void> {\n  paths.forEach(async (path) => {\n    await queue.add(path);\n  });\n}\n",
        'worker/draw.py':
          'import subprocess\n\n\ndef draw(path: str, size: int) -> None:\n    subprocess.run(f"convert {path} -resize {size} out.png", shell=True, check=True)\n',
        'exporter/main.go':
          'package main\n\nimport "net/http"\n\nfunc fetch(url string) (*http.Response, error) {\n\treturn http.Get(url)\n}\n\nfunc count(url string) (string, error) {\n\tresponse, err := fetch(url)\n\tif err != nil {\n\t\treturn "", err\n\t}\n\treturn response.Header.Get("X-Count"), nil\n}\n',
        '.github/workflows/build.yml':
          'on: pull_request\npermissions:\n  contents: read\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n      - run: echo "Building ${{ github.event.pull_request.title }}"\n',
      },
      claude: {
        reports: [
          report({
            path: 'exporter/main.go',
            line: 14,
            quote: '\treturn response.Header.Get("X-Count"), nil',
            title: 'The body of the response is never closed',
            why: 'Each call keeps a connection until the process ends. Close the body behind the check of the error.',
            how_verified: 'fetch returns the response of http.Get as it is.',
            symbols: ['fetch'],
          }),
        ],
        summary:
          'Moves the drawing of thumbnails into a worker. The worker runs a shell over a path, and the workflow over the title of a pull request: both let others run commands.',
        risk: 'high',
      },
    },
  ],
};
