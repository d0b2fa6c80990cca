// Lint rules of the TypeScript half: strict and type-checked everywhere, Convex's own rules for the functions.
import convexPlugin from "@convex-dev/eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["convex/_generated/", "node_modules/", ".venv/", "var/", "coverage/", "**/static/"]),
  {
    files: ["**/*.ts", "**/*.js"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      // Counts, ports and flags read well inside template strings.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `async` on a function of an interface that must answer a promise is no mistake.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // The first step of every `while (true)` that reads a stream or pages through an index.
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // It recurses without end on a value that contains values of its own type, as JSON does (8.73.0).
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  ...convexPlugin.configs.recommended,
  {
    files: ["convex/**/*.ts"],
    rules: {
      // The generated `env` is typed from the deployment's own analysis, so its type would differ between deployments.
      "@convex-dev/no-process-env": "off",
    },
  },
  {
    // Convex's plugin types its own configuration as `any`.
    files: ["eslint.config.js"],
    rules: { "@typescript-eslint/no-unsafe-argument": "off" },
  },
  {
    files: ["convex/model/tables/*.ts"],
    rules: {
      // The original's index names stay: `by_workspace` sorts by creation, which its longer siblings do not.
      "@convex-dev/no-duplicate-indexes": "off",
    },
  },
  {
    files: ["**/*.test.ts"],
    rules: {
      // A test may say "this is here" of a value that it has just built.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
