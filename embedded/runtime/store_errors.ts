/** Which refusals of the store are the function's own doing. */
import { InvalidDocumentError, InvalidIdError, MissingDocumentError, UnknownIndexError } from "../store/errors.ts";
import { FunctionError } from "./errors.ts";

/** The error as user code may see it, or null when it is a fault of the deployment. */
export function asFunctionError(error: unknown): FunctionError | null {
  if (error instanceof FunctionError) return error;
  const isRefusal =
    error instanceof InvalidIdError ||
    error instanceof InvalidDocumentError ||
    error instanceof MissingDocumentError ||
    error instanceof UnknownIndexError;
  return isRefusal ? new FunctionError(error.message) : null;
}
