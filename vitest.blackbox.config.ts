import { defineConfig } from 'vitest/config'

/** Tests of the finished program, by what goes in and comes out of its processes. Needs a build. */
export default defineConfig({
  test: {
    include: ['test/blackbox/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
