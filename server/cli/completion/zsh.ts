import type { Completion } from './completion.ts';
import { quote, quoteWords } from './quote.ts';

/** `name:what it does` as _describe reads it. */
const described = (word: string, what: string): string =>
  quoteWords(`${word.replaceAll(':', '\\:')}:${what}`);

/** For zsh 5. Works as a file of `fpath` and by `source`. */
export function zshCompletion({ commands, firstWords, secondWords, options }: Completion): string {
  const takesValue = options.flatMap(({ words, takesValue }) => (takesValue ? words : []));
  const summaryOf = (name: string): string =>
    commands.find((command) => command.name === name)?.summary ?? 'what a command does';
  const values = options.flatMap(({ words, values }) =>
    values === null
      ? []
      : values === 'files'
        ? [`      ${words.join('|')}) _files ;;`]
        : [`      ${words.join('|')}) compadd -- ${values.map(quote).join(' ')} ;;`],
  );
  const optionsOf = commands.map(({ name, described: each }) => {
    const list = each.flatMap((one) => {
      const words = options.find((option) => option.name === one.name)?.words ?? [];
      return words.map((word) => described(word, one.help));
    });
    return `      ${quote(name)}) list=(${list.join(' ')}) ;;`;
  });
  const operandsOf = commands.flatMap(({ name, operands }) =>
    operands.flatMap((operand, index) =>
      operand === null
        ? []
        : [
            `    ${quote(`${name} ${index}`)}) ${
              operand === 'fabric' ? '_fabric_sync_fabrics' : `compadd -- ${operand.map(quote).join(' ')}`
            } ;;`,
          ],
    ),
  );
  const firsts = [...new Set(secondWords.map(([first]) => first))];
  return `#compdef fabric-sync
# zsh completion for fabric-sync. In ~/.zshrc, after compinit: source <(fabric-sync completion zsh)
_fabric_sync_fabrics() {
  [[ -n $FABRIC_SYNC_TOKEN ]] || return 0
  local -a names
  names=("\${(@f)$(fabric-sync fabrics --names 2>/dev/null)}")
  compadd -- "\${(@)names:#}"
}
_fabric_sync() {
  local command='' value='' word='' index=0 count=0 current=\${words[CURRENT]}
  local -a list
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
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
  if [[ -n $value ]]; then
    case $value in
${values.join('\n')}
    esac
    return 0
  fi
  if [[ $current == -* ]]; then
    case $command in
${optionsOf.join('\n')}
      *) list=(--help --version) ;;
    esac
    _describe -o option list
    return 0
  fi
  case "$command $count" in
    ' 0') list=(${firstWords.map((word) => described(word, summaryOf(word))).join(' ')}); _describe command list ;;
${firsts
  .map((first) => {
    const list = secondWords
      .filter(([each]) => each === first)
      .map(([, second]) => described(second, summaryOf(first === 'help' ? second : `${first} ${second}`)));
    return `    ${quote(`${first} 0`)}) list=(${list.join(' ')}); _describe command list ;;`;
  })
  .join('\n')}
${operandsOf.join('\n')}
  esac
}
if [[ $funcstack[1] == _fabric-sync ]]; then _fabric_sync "$@"; else compdef _fabric_sync fabric-sync; fi
`;
}
