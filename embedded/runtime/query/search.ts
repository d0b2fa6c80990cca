/** From the filters of `withSearchIndex` to a search of the store. */
import { wordsOf } from "../../store/search/words.ts";
import type { JsonObject, JsonValue, SearchIndexDefinition, SearchRequest } from "../../store/types.ts";
import { FunctionError } from "../errors.ts";
import { limits } from "../limits.ts";
import { isTagged, textField } from "../syscalls/payload.ts";

type Filter = SearchRequest["filters"][number];

/**
 * Read the filters of a search: one for text in the index's search field, and any number of equalities.
 *
 * `name` is `table.index`. Throws `FunctionError`.
 */
export function readSearch(
  name: string,
  table: string,
  index: SearchIndexDefinition,
  expressions: readonly JsonValue[],
): SearchRequest {
  let text: string | null = null;
  const filters: Filter[] = [];
  for (const expression of expressions as readonly JsonObject[]) {
    const field = textField(expression, "fieldPath");
    const type = textField(expression, "type");
    if (type === "Eq") filters.push(equality(name, index, field, expression.value));
    else if (type !== "Search")
      throw new FunctionError(`Search query against ${name} contains a filter of unknown type ${type}.`);
    else if (field !== index.searchField) throw wrongSearchField(name, index, field);
    else if (text !== null)
      throw new FunctionError(
        `Search query against ${name} contains multiple search filters against "${field}". Only one is allowed.`,
      );
    else text = textField(expression, "value");
  }
  if (text === null) throw noSearchFilter(name, index);
  if (filters.length > limits.searchFilters) {
    throw new FunctionError(
      `Search query against ${name} has too many filter conditions. Max: ${limits.searchFilters} Actual: ${filters.length}`,
    );
  }
  return { table, index: index.name, words: wordsOf(text).slice(0, limits.searchWords), filters };
}

function equality(name: string, index: SearchIndexDefinition, field: string, value: JsonValue | undefined): Filter {
  if (!index.filterFields.includes(field)) {
    throw new FunctionError(
      `Search query against ${name} contains an equality filter on "${field}" but that field isn't indexed for filtering ` +
        "in `filterFields`. Add it there, or use .filter(…) after the search.",
    );
  }
  return { field, value: isTagged(value, "$undefined") ? undefined : value };
}

function wrongSearchField(name: string, index: SearchIndexDefinition, field: string): FunctionError {
  return new FunctionError(
    `Search query against ${name} contains a search filter against "${field}", which doesn't match the indexed ` +
      `\`searchField\` "${index.searchField}".`,
  );
}

function noSearchFilter(name: string, index: SearchIndexDefinition): FunctionError {
  return new FunctionError(
    `Search query against ${name} does not contain any search filters. You must include a search filter like ` +
      `\`q.search("${index.searchField}", searchText)\`.`,
  );
}
