import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';
import { apiPage, type Look } from '../src/docs/apiPage.ts';
import type { OpenApi } from '../src/docs/openApi.ts';

const OPEN_API = '../tracking-server/src/main/resources/dev/modelyard/server/ops/openapi.json';

/** What a page address of src/addresses.json says. */
interface Address {
  path: string;
  module: string;
}

/**
 * Makes of Vite's output what the server reads from its jar: every asset also as .br and .gz, the
 * document with places to fill in, pages.txt: a line for each address with its name, its path and
 * the assets that its page needs beside the first ones, main-metrics.txt: by which patterns the
 * metric is guessed that runs are judged by, and api.html: the page of our own calls, with a
 * place for the look that was chosen.
 */
export function jar(): Plugin {
  return {
    name: 'modelyard-jar',
    apply: 'build',
    writeBundle(options, bundle) {
      const folder = options.dir ?? 'target/classes/modelyard-web';
      for (const [file, part] of Object.entries(bundle)) {
        if (part.type === 'chunk' && isFirst(part)) {
          atOnce(join(folder, file));
        }
        if (file.startsWith('assets/')) {
          compress(join(folder, file));
        }
      }
      const document = join(folder, 'index.html');
      const html = readFileSync(document, 'utf8');
      writeFileSync(document, withPlaces(html));
      const openApi = JSON.parse(readFileSync(OPEN_API, 'utf8')) as OpenApi;
      const api = apiPage(openApi, lookOf(html));
      writeFileSync(join(folder, 'api.html'), having(['{{look}}'], api.replace('<html lang="en"', '$&{{look}}')));
      writeFileSync(join(folder, 'pages.txt'), pages(bundle));
      const patterns = JSON.parse(readFileSync('src/runs/mainMetrics.json', 'utf8')) as string[];
      writeFileSync(join(folder, 'main-metrics.txt'), patterns.map((pattern) => `${pattern}\n`).join(''));
    },
  };
}

/** Whether a chunk comes with every page. */
const isFirst = (chunk: Rolldown.OutputChunk): boolean => chunk.isEntry || chunk.name === 'base';

/** Lets Chromium compile all functions while the file comes in, beside the page, and not each when it is first called. */
function atOnce(script: string): void {
  writeFileSync(script, `//# allFunctionsCalledOnLoad\n${readFileSync(script, 'utf8')}`);
}

function compress(file: string): void {
  const bytes = readFileSync(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, quality));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

/** What the document of the page shares with the page of our own calls. */
function lookOf(html: string): Look {
  const linked = (rel: string): string => {
    const address = new RegExp(`<link rel="${rel}"[^>]* href="(?:./)?([^"]+)"`).exec(html)?.[1];
    if (address === undefined) {
      throw new Error(`index.html links no ${rel}`);
    }
    return address;
  };
  return { style: linked('stylesheet'), icon: linked('icon') };
}

/** The server knows how deep an address lies, and so what leads from there to the assets. */
function withPlaces(html: string): string {
  const placed = html
    .replaceAll('"./assets/', '"{{root}}assets/')
    .replace(' data-place="look"', '{{look}}')
    .replaceAll(/\n\s*/g, '\n');
  return having(['{{root}}', '{{look}}', '{{preload}}', '{{data}}'], placed);
}

function having(places: string[], html: string): string {
  for (const place of places) {
    if (!html.includes(place)) {
      throw new Error(`a document lacks ${place}`);
    }
  }
  return html;
}

function pages(bundle: Rolldown.OutputBundle): string {
  const chunks = Object.values(bundle).filter((part) => part.type === 'chunk');
  const entry = chunks.find((chunk) => chunk.isEntry);
  const first = entry ? withImports(entry, chunks) : new Set<string>();
  const addresses = JSON.parse(readFileSync('src/addresses.json', 'utf8')) as Record<string, Address>;
  return Object.entries(addresses)
    .map(([name, { path, module }]) => {
      const chunk = chunks.find((part) => part.moduleIds.some((id) => id.endsWith(`/src/${module}`)));
      if (!chunk) {
        throw new Error(`the address ${name} names ${module}, which is nowhere in the build`);
      }
      const needed = [...withImports(chunk, chunks)].filter((file) => !first.has(file));
      return [name, path, ...needed].join('\t');
    })
    .join('\n')
    .concat('\n');
}

/** A chunk, the chunks that it cannot do without, and their styles. */
function withImports(chunk: Rolldown.OutputChunk, all: Rolldown.OutputChunk[]): Set<string> {
  const files = new Set<string>();
  const visit = (part: Rolldown.OutputChunk): void => {
    if (files.has(part.fileName)) {
      return;
    }
    files.add(part.fileName);
    for (const style of part.viteMetadata?.importedCss ?? []) {
      files.add(style);
    }
    for (const name of part.imports) {
      const imported = all.find((other) => other.fileName === name);
      if (imported) {
        visit(imported);
      }
    }
  };
  visit(chunk);
  return files;
}
