import type { Completion } from './completion.ts';
import { quote } from './quote.ts';

/**
 * For bash 3.2 and newer. Names of fabrics are compared and quoted, never expanded: whoever may name a fabric must not run
 * commands in the shells of others.
 */
export function bashCompletion({ commands, firstWords, secondWords, options }: Completion): string {
  const takesValue = options.flatMap(({ words, takesValue }) => (takesValue ? words : []));
  const values = options.flatMap(({ words, values }) =>
    values === null
      ? []
      : values === 'files'
        ? [
            `      ${words.join('|')}) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;`,
          ]
        : [`      ${words.join('|')}) _fabric_sync_words ${values.map(quote).join(' ')} ;;`],
  );
  const optionsOf = commands.map(
    ({ name, options }) => `      ${quote(name)}) _fabric_sync_words ${options.join(' ')} ;;`,
  );
  const operandsOf = commands.flatMap(({ name, operands }) =>
    operands.flatMap((operand, index) =>
      operand === 'fabric'
        ? [`    ${quote(`${name} ${index}`)}) _fabric_sync_fabrics ;;`]
        : operand === null
          ? []
          : [`    ${quote(`${name} ${index}`)}) _fabric_sync_words ${operand.map(quote).join(' ')} ;;`],
    ),
  );
  return `# bash completion for fabric-sync. In ~/.bashrc: eval "$(fabric-sync completion bash)"
_fabric_sync_words() {
  local word
  for word in "$@"; do [[ $word == "$cur"* ]] && COMPREPLY+=("$word"); done
  return 0
}
_fabric_sync_fabrics() {
  local name
  [[ -n $FABRIC_SYNC_TOKEN ]] || return 0
  while IFS= read -r name; do
    [[ $name == "$cur"* ]] && COMPREPLY+=("$(printf %q "$name")")
  done < <(fabric-sync fabrics --names 2>/dev/null)
  return 0
}
_fabric_sync() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command='' value='' count=0 index word
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ $word == = ]]; then continue; fi
    if [[ -n $value ]]; then value=''; continue; fi
    case $word in
      ${takesValue.join('|')}) value=$word; continue ;;
      -*) continue ;;
    esac
    case "$command $word" in
      ${[...firstWords.map((word) => quote(` ${word}`)), ...secondWords.map(([first, second]) => quote(`${first} ${second}`))].join('|')}) command=\${command:+$command }$word ;;
      *) count=$((count + 1)) ;;
    esac
  done
  if [[ $cur == = ]]; then cur=''; fi
  if [[ -n $value ]]; then
    case $value in
${values.join('\n')}
    esac
    return 0
  fi
  if [[ $cur == -* ]]; then
    case $command in
${optionsOf.join('\n')}
      '') _fabric_sync_words --help --version ;;
    esac
    return 0
  fi
  case "$command $count" in
    ' 0') _fabric_sync_words ${firstWords.map(quote).join(' ')} ;;
${secondWordLines(secondWords).join('\n')}
${operandsOf.join('\n')}
  esac
}
complete -F _fabric_sync fabric-sync
`;
}

function secondWordLines(secondWords: Completion['secondWords']): string[] {
  const firsts = [...new Set(secondWords.map(([first]) => first))];
  return firsts.map((first) => {
    const words = secondWords.filter(([each]) => each === first).map(([, second]) => quote(second));
    return `    ${quote(`${first} 0`)}) _fabric_sync_words ${words.join(' ')} ;;`;
  });
}
