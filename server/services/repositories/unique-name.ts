import { AppError } from '#server/domain/app-error.ts';
import { violatedUnique } from '#server/services/unique-violation.ts';

/** Runs a write; a name that is taken becomes a field error. @throws AppError REQUEST_INVALID */
export async function withUniqueRepositoryName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violatedUnique(error) === null) throw error;
    throw new AppError(
      'REQUEST_INVALID',
      {},
      { cause: error, fields: [{ field: 'name', message: 'A repository with this name exists already' }] },
    );
  }
}
