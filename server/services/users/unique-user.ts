import { AppError } from '#server/domain/app-error.ts';
import { violatedUnique } from '#server/services/unique-violation.ts';

/** Runs a write; a user name or an address that is taken becomes a field error. @throws AppError REQUEST_INVALID */
export async function withUniqueUser<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const violated = violatedUnique(error);
    if (violated !== 'users_username_unique' && violated !== 'users_email_unique') throw error;
    const field =
      violated === 'users_username_unique'
        ? { field: 'username', message: 'A user with this name exists already' }
        : { field: 'email', message: 'A user with this address exists already' };
    throw new AppError('REQUEST_INVALID', {}, { cause: error, fields: [field] });
  }
}
