"""Which Campline this is, where its files are, and by what address the world knows it: what other settings rest on."""

import os
from pathlib import Path

from config.env import BASE_DIR, MODES, choice, env, read_env_file, whole_number

read_env_file(Path(os.environ.get("CAMPLINE_ENV_FILE", BASE_DIR / ".env")))
CAMPLINE_MODE = choice("CAMPLINE_MODE", options=MODES, default="local")
PRODUCTION = CAMPLINE_MODE == "production"
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
PORT = whole_number("PORT", default=8000, least=1, most=65535)
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{PORT}").rstrip("/")
