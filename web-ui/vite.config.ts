import { defineConfig } from 'vitest/config';
import { jar } from './build/jar.ts';

// Where the page's calls go while one works on it: npm run dev.
const server = process.env['MODELYARD_URL'] ?? 'http://127.0.0.1:5000';
// The server takes changes from pages of its own origin alone.
const proxied = { target: server, changeOrigin: true, headers: { Origin: server } };

export default defineConfig({
  // Addresses of chunks are relative to the chunk that names them: works below any path.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'target/classes/modelyard-web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // All styles are one file of 5 KB: each file more costs a round trip.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // What all pages need, and what several share and is too small for a file of its own.
            { name: 'base', test: /\/src\/(ui\/(?!FormDialog)|api|live|router|paths|experiments\/(Days|activity|lazyDialogs|queries)|models\/aliases|run\/(verdict|number)|runs\/(columns|mainMetrics)|charts\/LazyCurves)|\/node_modules\/@?preact|vite\/preload-helper/ },
            // What the page of a run and that of its files share.
            { name: 'files', test: /\/src\/(run\/queries|files\/(bytes|folder|markdown|modelFiles))\./ },
            // What opens over a page when something is changed.
            { name: 'form', test: /\/src\/ui\/FormDialog/ },
            // What all pages of the registry need, then what changes it, then what shows a model or a version.
            { name: 'registry', test: /\/src\/models\/(models\.css|(AtOnce|Why|History|lazyDialogs|queries|sentences|snippets)\.tsx?$)/ },
            { name: 'dialogs', test: /\/src\/models\/(\w*Dialog|dialogs|useProductionMove)\.tsx?$/ },
            { name: 'model', test: /\/src\/models\/(?!(ModelPage|LaneRow|Lanes|ModelsPage|DeployedPage|AuditPage|AuditFilter|audit|VersionPage|VersionFiles|DiffPage)\.)/ },
          ],
        },
      },
    },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  plugins: [jar()],
  server: { proxy: Object.fromEntries(['/api', '/ajax-api', '/get-artifact', '/health'].map((path) => [path, proxied])) },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node' },
});
