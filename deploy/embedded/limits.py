"""How many files a process may hold open: a desktop's usual 1,024 is too little for a database."""

import resource

from deploy.embedded.trouble import Trouble

ENOUGH = 10_240
LEAST = 1_024


def allow_files() -> None:
    """Raises this process's limit, which those it starts inherit. Raises Trouble below LEAST."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(ENOUGH, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < LEAST:
        raise Trouble(
            f"Only {wanted} files may be open at a time; databases need at least {LEAST}.",
            f"ulimit -Hn {ENOUGH} && make run",
        )
