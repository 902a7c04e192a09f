@echo off
setlocal EnableExtensions DisableDelayedExpansion
set "LIANPING_PYTHON=%~dp0..\python\python.exe"
if not exist "%LIANPING_PYTHON%" set "LIANPING_PYTHON=%~dp0..\venv\Scripts\python.exe"
"%LIANPING_PYTHON%" -I -c "from lianping_xlsx.__main__ import launched; launched()" "%~dpn0" %*
exit /b %errorlevel%
