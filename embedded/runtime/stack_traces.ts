/** From the stack of a bundle to the lines of the author's own files. */
import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";

const FRAME = /^\s+at (?:async )?(?:(.+?) \()?(.+?):(\d+):(\d+)\)?$/;

export class StackTranslator {
  private map: SourceMap | null = null;

  /** @param mapText the source map of the script that stacks name `filename`. */
  constructor(
    private readonly filename: string,
    private readonly mapText: string,
  ) {}

  /** Return the frames that lie in the author's files, one a line, as `    at handler (../convex/file.ts:3:7)`. */
  translate(stack: string): string {
    const frames: string[] = [];
    for (const line of stack.split("\n")) {
      const frame = this.frame(line);
      if (frame !== null) frames.push(frame);
    }
    return frames.join("\n");
  }

  private frame(line: string): string | null {
    const [, name, file, lineText, columnText] = FRAME.exec(line) ?? [];
    if (file === undefined || !file.endsWith(this.filename)) return null;
    this.map ??= new SourceMap(JSON.parse(this.mapText) as SourceMapPayload);
    const entry = this.map.findEntry(Number(lineText) - 1, Number(columnText) - 1);
    if (!("originalSource" in entry)) return null;
    const source = entry.originalSource;
    if (source.includes("node_modules/")) return null;
    const place = `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    return `    at ${name === undefined ? "<anonymous>" : name.replace(/^Object\./, "")} (${place})`;
  }
}
