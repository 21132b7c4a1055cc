"""The libraries beside ours, fetched from the npm registry when they are measured."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "map-libraries"


@dataclass(frozen=True)
class Library:
    """How a library is called, its packages and scripts, and what draws with it."""

    name: str
    driver: str
    packages: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()

    @property
    def there(self) -> bool:
        """Whether its scripts are here."""
        return all((self.folder / script).is_file() for script in self.scripts)

    @property
    def folder(self) -> Path:
        """Where its packages are kept."""
        return FOLDER / self.name.replace(" ", "-") / "node_modules"


GRAPHOLOGY = "graphology/dist/graphology.umd.min.js"
ALL = (
    Library("ours", "ours.js"),
    Library(
        "force-graph 1.52",
        "force.js",
        ("force-graph@1.52.0",),
        ("force-graph/dist/force-graph.min.js",),
    ),
    Library(
        "sigma 3.0",
        "sigma.js",
        ("sigma@3.0.3", "graphology@0.26.0"),
        (GRAPHOLOGY, "sigma/dist/sigma.min.js"),
    ),
    Library(
        "sigma 4.0",
        "sigma.js",
        ("sigma@4.0.4", "graphology@0.26.0"),
        (GRAPHOLOGY, "sigma/dist/sigma.min.js"),
    ),
)


def fetch() -> list[Library]:
    """Return the libraries that are here, after fetching those that are not."""
    for one in ALL:
        if not one.there and (npm := shutil.which("npm")):
            one.folder.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                [npm, "install", "--no-save", "--ignore-scripts", *one.packages],
                cwd=one.folder.parent,
                check=False,
                capture_output=True,
                timeout=300,
            )
    return [one for one in ALL if one.there]
