import { useState } from 'react';

import { asProblem } from '@/shared/api/problems';
import type { Problem } from '@/shared/api/types';
import { useSignIn } from '@/shared/session/session';
import type { SignIn } from '@/shared/session/session';

interface SignInPress {
  problem: Problem | null;
  isBusy: boolean;
  press: (input: SignIn) => void;
}

export function useSignInPress(): SignInPress {
  const signIn = useSignIn();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const press = (input: SignIn): void => {
    setBusy(true);
    setProblem(null);
    signIn(input)
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return { problem, isBusy, press };
}
