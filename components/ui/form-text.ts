/** The text of a field of a submitted form; files and missing fields are "". */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
