// Two test projects: the Convex functions in Convex's own kind of runtime, the embedded deployment on Node.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "convex",
          environment: "edge-runtime",
          include: ["convex/**/*.test.ts"],
          // convex-test reads `import.meta.glob`, which only transformed modules have.
          server: { deps: { inline: ["convex-test"] } },
        },
      },
      {
        test: {
          name: "embedded",
          environment: "node",
          include: ["embedded/**/*.test.ts"],
        },
      },
    ],
  },
});
