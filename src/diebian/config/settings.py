"""Django's settings, made from the environment alone (``config.environment`` lists what can be set)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from diebian.config.databases import database
from diebian.config.environment import current

environment = current()
PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()

SECRET_KEY = environment.secret_key()
DEBUG = environment.flag("DIEBIAN_DEBUG")
ALLOWED_HOSTS = [host.strip() for host in environment.text("DIEBIAN_HOSTS").split(",") if host.strip()]
HTTPS = environment.flag("DIEBIAN_HTTPS")

ROOMS = [
    "base",
    "people",
    "places",
    "standards",
    "inspections",
    "reports",
    "cases",
    "scoring",
    "ranking",
    "bulletins",
    "web",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    *(f"diebian.{room}" for room in ROOMS if (PACKAGE / room / "apps.py").exists()),
]
MIDDLEWARE = [
    "diebian.api.stack.own_stack",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "diebian.web.safety.session_ends",
    "diebian.web.safety.headers",
    "diebian.web.safety.limits",
    "diebian.web.safety.own_password",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "diebian.web.middleware.problem_pages",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "diebian.config.urls"
WSGI_APPLICATION = "diebian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # ours before allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "diebian.web.context.page",
            ],
        },
    },
]

DATABASES = {"default": database(environment)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counts of requests, shared by all processes on this machine; nothing that may not be lost.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    }
}
PROXIES = environment.number("DIEBIAN_PROXIES")

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "diebian.web.accounts.Backend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "diebian.web.accounts.NoSignup"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Diebian 蝶变"
# Five failures lock the account for ten minutes (GB/T 22239, 身份鉴别 b).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 6
# Per account and address together, and attempts during a lock do not lengthen it: nobody locks another out for ever.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "diebian.web.accounts.locked_out"
AXES_CLIENT_IP_CALLABLE = "diebian.web.addresses.client_address"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
# allauth's own lock by account name alone would let a stranger lock anybody out.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}

SESSION_ENGINE = "diebian.web.sessions"
SESSION_COOKIE_AGE = environment.number("DIEBIAN_SESSION_HOURS") * 3600
SESSION_IDLE_SECONDS = environment.number("DIEBIAN_IDLE_MINUTES") * 60
PUBLIC_READS_PER_MINUTE = environment.number("DIEBIAN_PUBLIC_READS_PER_MINUTE")
PUBLIC_WRITES_PER_MINUTE = environment.number("DIEBIAN_PUBLIC_WRITES_PER_MINUTE")
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_ROOT = HOME / "files"
MAX_UPLOAD_BYTES = environment.number("DIEBIAN_MAX_UPLOAD_MB") * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "diebian.config.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
