import { App } from 'antd';

import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import { problemText } from '@/shared/ui/problem-text';

interface Act {
  run: (path: string, body: unknown, said: string, after?: () => void) => void;
  isRunning: boolean;
}

/** A press without a form: tells what was done, or why not. */
export function useAct(): Act {
  const command = useCommand();
  const { message } = App.useApp();
  return {
    run: (path, body, said, after) =>
      command.mutate(
        { path, body },
        {
          onSuccess: () => {
            void message.success(said);
            after?.();
          },
          onError: (error) => void message.error(problemText(asProblem(error)), 6),
        },
      ),
    isRunning: command.isPending,
  };
}
