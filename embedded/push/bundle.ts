/** Joins the ES modules of a push into one script, so that a `vm` context can evaluate them without a module loader. */
import { isBuiltin } from "node:module";
import { posix } from "node:path";

import type { BuildFailure, Plugin } from "esbuild";
import { build } from "esbuild";

import { RequestError } from "../runtime/errors.ts";
import type { Bundle } from "../runtime/loaded_code.ts";
import type { ModuleSource } from "./push_request.ts";

/** Shared code that the CLI split off; its modules hold no functions of their own. */
const CHUNKS_DIR = "_deps/";
const NAMESPACE = "pushed";
const ENTRY = "entry";

export interface BundleOptions {
  readonly platform: "isolate" | "node";
  /** The author's directory of functions, `convex/`, for the paths in stack traces. */
  readonly functionsDir: string;
}

/** Test if a module can define functions. */
export function isFunctionModule({ path }: ModuleSource): boolean {
  return !path.startsWith(CHUNKS_DIR);
}

/** The path of a module as functions are called by it: without `.js`. */
export function modulePath(path: string): string {
  return path.replace(/\.js$/, "");
}

/**
 * Return a script that assigns `__functions.modules`, the namespaces of the modules by path.
 *
 * Throws `RequestError` when an import does not resolve, or a module awaits at its top level.
 */
export async function bundleModules(modules: readonly ModuleSource[], options: BundleOptions): Promise<Bundle> {
  const entries = modules.filter(isFunctionModule);
  const plugin = pushedModules(modules, entrySource(entries), options);
  const result = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    outfile: "functions.js",
    format: "iife",
    globalName: "__functions",
    platform: options.platform === "node" ? "node" : "neutral",
    target: "es2022",
    sourcemap: "external",
    sourcesContent: false,
    keepNames: false,
    logLevel: "silent",
    plugins: [plugin],
  }).catch((error: unknown) => {
    throw bundlingRefusal(error);
  });
  const [map, code] = ["functions.js.map", "functions.js"].map(
    (name) => result.outputFiles.find((file) => file.path.endsWith(`/${name}`))?.text ?? "",
  );
  return { code: code ?? "", map: withReadableSources(map ?? "", options.functionsDir) };
}

function entrySource(entries: readonly ModuleSource[]): string {
  const imports = entries.map((module, i) => `import * as m${i} from ${JSON.stringify(`./${module.path}`)};`);
  const pairs = entries.map((module, i) => `${JSON.stringify(modulePath(module.path))}: m${i}`);
  return `${imports.join("\n")}\nexport const modules = { ${pairs.join(", ")} };`;
}

function pushedModules(modules: readonly ModuleSource[], entry: string, { platform }: BundleOptions): Plugin {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  return {
    name: NAMESPACE,
    setup(setup) {
      setup.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        if (kind === "entry-point") return { path: ENTRY, namespace: NAMESPACE };
        const base = importer === ENTRY ? "" : posix.dirname(importer);
        const target = posix.normalize(posix.join(base, path));
        if (path.startsWith(".") && byPath.has(target)) return { path: target, namespace: NAMESPACE };
        if (platform === "node" && !path.startsWith(".")) return { path, external: true };
        return { errors: [{ text: unresolved(path, importer) }] };
      });
      setup.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => {
        const module = byPath.get(path);
        return { contents: module === undefined ? entry : contentsOf(module), loader: "js", resolveDir: "/" };
      });
    },
  };
}

function unresolved(path: string, importer: string): string {
  return isBuiltin(path)
    ? `${importer} imports "${path}", which only Node modules can: start the file with "use node", and keep queries and mutations out of it`
    : `${importer} imports "${path}", which is not part of the push`;
}

/** The source with its map inline, where the bundler finds it. */
function contentsOf({ source, sourceMap }: ModuleSource): string {
  const bare = source.replace(/^\/\/# sourceMappingURL=.*$/gm, "");
  if (sourceMap === null) return bare;
  const inline = Buffer.from(sourceMap).toString("base64");
  return `${bare}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
}

/** The author's files as Convex prints them, `../convex/file.ts`; library files keep a path in `node_modules/`. */
function withReadableSources(mapText: string, functionsDir: string): string {
  const map = JSON.parse(mapText) as { sources: string[] };
  map.sources = map.sources.map((source) => readableSource(source, functionsDir));
  return JSON.stringify(map);
}

function readableSource(source: string, functionsDir: string): string {
  const library = source.lastIndexOf("node_modules/");
  if (library >= 0) return source.slice(library);
  const own = source.lastIndexOf(functionsDir);
  return own >= 0 ? `../${source.slice(own)}` : source.replace(/^pushed:/, "");
}

function bundlingRefusal(error: unknown): unknown {
  if (!isBuildFailure(error)) return error;
  const problems = error.errors.map(({ text, location }) =>
    location === null ? text : `${location.file.replace(/^pushed:/, "")}:${location.line}: ${text}`,
  );
  return new RequestError(400, "InvalidModules", `The pushed modules cannot be joined:\n${problems.join("\n")}`);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
