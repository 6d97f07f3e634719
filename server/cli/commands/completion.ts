import { firstOperand, type Command } from '#server/cli/command.ts';
import { bashCompletion } from '#server/cli/completion/bash.ts';
import { completionOf, type Completion } from '#server/cli/completion/completion.ts';
import { fishCompletion } from '#server/cli/completion/fish.ts';
import { zshCompletion } from '#server/cli/completion/zsh.ts';
import type { Shell } from '#server/cli/operands.ts';

const SCRIPTS: Record<Shell, (completion: Completion) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export const completion: Command = {
  name: 'completion',
  group: 'Set up',
  summary: 'the script that completes commands, options and fabrics in a shell',
  operands: ['shell'],
  options: ['help'],
  details: `It completes the word fabric-sync, which has to be in PATH (npm link does that). Names of fabrics are asked of the app where FABRIC_SYNC_TOKEN is set; without answer within 3 seconds nothing is offered.`,
  examples: [
    ['eval "$(fabric-sync completion bash)"', 'in ~/.bashrc'],
    ['source <(fabric-sync completion zsh)', 'in ~/.zshrc, after compinit'],
    ['fabric-sync completion fish | source', 'in ~/.config/fish/config.fish'],
  ],
  run(context) {
    const script = SCRIPTS[firstOperand(context) as Shell];
    context.terminal.out(script(completionOf(context.commands)));
    return Promise.resolve(0 as const);
  },
};
