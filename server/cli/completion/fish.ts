import type { Completion } from './completion.ts';
import { quote, quoteWords } from './quote.ts';

/** For fish 3. */
export function fishCompletion({ commands, firstWords, secondWords, options }: Completion): string {
  const takesValue = options.flatMap(({ words, takesValue }) => (takesValue ? words : []));
  const summaryOf = (name: string): string =>
    commands.find((command) => command.name === name)?.summary ?? 'what a command does';
  const at = (command: string, count: number): string =>
    `-n ${quoteWords(`__fabric_sync_at "${command} ${count}"`)}`;
  const within = (command: string): string => `-n ${quoteWords(`__fabric_sync_within "${command}"`)}`;
  const optionLines = commands.flatMap(({ name, described }) =>
    described.map(({ name: word, help }) => {
      const option = options.find((each) => each.name === word);
      const short = typeof option?.short === 'string' ? ` -s ${option.short}` : '';
      return `complete -c fabric-sync ${within(name)} -l ${word}${short}${valueOf(option)} -d ${quoteWords(help)}`;
    }),
  );
  const operandLines = commands.flatMap(({ name, operands }) =>
    operands.flatMap((operand, index) =>
      operand === null
        ? []
        : [
            `complete -c fabric-sync ${at(name, index)} -a ${
              operand === 'fabric' ? "'(__fabric_sync_fabrics)'" : quoteWords(operand.join(' '))
            }`,
          ],
    ),
  );
  return `# fish completion for fabric-sync. In ~/.config/fish/config.fish: fabric-sync completion fish | source
function __fabric_sync_fabrics
    test -n "$FABRIC_SYNC_TOKEN"; and fabric-sync fabrics --names 2>/dev/null
end
# The command so far and how many operands it has: "tokens create 0".
function __fabric_sync_place
    set -l command
    set -l value
    set -l count 0
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test -n "$value"
            set value
            continue
        end
        switch $word
            case ${takesValue.join(' ')}
                set value $word
                continue
            case '-*'
                continue
        end
        switch "$command $word"
            case ${[...firstWords.map((word) => quote(` ${word}`)), ...secondWords.map(([first, second]) => quote(`${first} ${second}`))].join(' ')}
                set command (string trim "$command $word")
            case '*'
                set count (math $count + 1)
        end
    end
    echo "$command $count"
end
function __fabric_sync_at
    test (__fabric_sync_place) = "$argv[1]"
end
function __fabric_sync_within
    string match -qr "^$argv[1] \\d+\\$" -- (__fabric_sync_place)
end
complete -c fabric-sync -f
${firstWords.map((word) => `complete -c fabric-sync ${at('', 0)} -a ${quote(word)} -d ${quoteWords(summaryOf(word))}`).join('\n')}
${secondWords
  .map(
    ([first, second]) =>
      `complete -c fabric-sync ${at(first, 0)} -a ${quote(second)} -d ${quoteWords(summaryOf(first === 'help' ? second : `${first} ${second}`))}`,
  )
  .join('\n')}
${operandLines.join('\n')}
${optionLines.join('\n')}
`;
}

function valueOf(option: Completion['options'][number] | undefined): string {
  if (option?.takesValue !== true) return '';
  if (option.values === 'files') return ' -r -F';
  return option.values === null ? ' -x' : ` -x -a ${quoteWords(option.values.join(' '))}`;
}
