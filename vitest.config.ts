import { configDefaults, defineConfig } from 'vitest/config';

const withBroker = 'test/**/*.kafka.test.ts';

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, withBroker],
        },
      },
      {
        extends: true,
        test: {
          name: 'kafka',
          include: [withBroker],
          globalSetup: 'test/kafka/global-setup.ts',
          // They share a broker, and come after the others: those measure time and memory.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
