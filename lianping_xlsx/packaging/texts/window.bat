@echo off
setlocal EnableExtensions DisableDelayedExpansion
set "LIANPING_BIN=%~dp0program\bin"
if not exist "%LIANPING_BIN%\lianping-xlsx.bat" goto incomplete
set "LIANPING_PYTHON=%~dp0program\python\python.exe"
if not exist "%LIANPING_PYTHON%" set "LIANPING_PYTHON=%~dp0program\venv\Scripts\python.exe"
if not exist "%LIANPING_PYTHON%" goto uninstalled
set "PATH=%LIANPING_BIN%;%PATH%"
rem Explorer quotes a dragged path only if it has a space: an ampersand in another one ends the words that come here.
setlocal EnableDelayedExpansion
set "LIANPING_LINE=!cmdcmdline!"
if not defined LIANPING_LINE goto words
if not "!LIANPING_LINE:&=!"=="!LIANPING_LINE!" goto whole_line
:words
endlocal
if "%~1"=="" pushd "%~dp0"
"%LIANPING_PYTHON%" -I -c "from lianping_xlsx.__main__ import launched; launched()" "%LIANPING_BIN%\lianping-xlsx" %*
set "LIANPING_CODE=%errorlevel%"
if "%~1"=="" goto stay
rem What is dragged is a whole path.
set "LIANPING_FIRST=%~1"
if "%LIANPING_FIRST:~1,1%"==":" goto stay
if "%LIANPING_FIRST:~0,2%"=="\\" goto stay
exit /b %LIANPING_CODE%
:whole_line
set "LIANPING_WORDS=!LIANPING_LINE:*%~nx0=!"
set "LIANPING_WORDS=!LIANPING_WORDS:~1,-1!"
if "%~1"=="" pushd "!LIANPING_BIN!\..\.."
"!LIANPING_PYTHON!" -I -c "from lianping_xlsx.__main__ import launched; launched()" "!LIANPING_BIN!\lianping-xlsx" !LIANPING_WORDS!
:stay
echo.
echo 这个窗口还可以用：输入命令，例如 lianping-xlsx --help；不用了就关掉。
cmd /k echo.
rem This ends cmd.exe, which else runs what stands behind the ampersand.
exit
:incomplete
echo 文件不全。请先把整个压缩包解压，或把整个文件夹复制过来，再双击。
pause
exit /b 2
:uninstalled
echo 还没有安装。请先双击“安装.bat”。
pause
exit /b 2
