import { cp, rm } from 'node:fs/promises'
import { build } from 'esbuild'

/** Bundles the program into dist/, beside the migrations, locales and plans that it reads at run time. */
await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  // The embedded database is loaded only where it is used, from its own package with its wasm beside it.
  splitting: true,
  external: ['@electric-sql/pglite', '@electric-sql/pglite/*'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  // grammY's client knows an AbortSignal by the name of its class, which bundling would change.
  keepNames: true,
  // Some dependencies are CommonJS and ask for `require`.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: process.argv.includes('--quiet') ? 'error' : 'info',
})
for (const folder of ['migrations', 'locales', 'plans']) await cp(folder, `dist/${folder}`, { recursive: true })
