@echo off
setlocal EnableExtensions DisableDelayedExpansion
set "LIANPING_INSTALL=%~dp0program\install.py"
if not exist "%LIANPING_INSTALL%" goto incomplete
for %%V in (@VERSIONS@) do (
  py -%%V "%LIANPING_INSTALL%" --suits >nul 2>nul && (
    py -%%V "%LIANPING_INSTALL%"
    goto end
  )
)
python "%LIANPING_INSTALL%" --suits >nul 2>nul && (
  python "%LIANPING_INSTALL%"
  goto end
)
echo 没有找到合适的 Python（64位，@VERSIONS@ 中的任何一个）。请先安装，再双击一次。
goto end
:incomplete
echo 文件不全。请先把整个压缩包解压，或把整个文件夹复制过来，再双击。
:end
pause
