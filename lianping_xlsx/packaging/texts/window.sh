#!/bin/sh
# For a double click; a folder or a file may be dragged onto it. The window then stays open for commands.
here=$(dirname -- "$(readlink -f -- "$0")")
bin=$here/program/bin
if [ ! -f "$bin/lianping-xlsx" ]; then
  echo '文件不全。请先把整个压缩包解压，或把整个文件夹复制过来，再打开。' >&2
  exit 2
fi
# Some media and unpackers lose the permission to run.
[ -x "$bin/lianping-xlsx" ] || chmod u+x "$bin"/* "$here"/program/python/bin/* "$here"/program/python/lib/ld-* 2>/dev/null
PATH=$bin:$PATH
export PATH
[ $# -gt 0 ] || cd -- "$here" || exit 2
"$bin/lianping-xlsx" "$@"
code=$?
if [ -t 0 ] && { [ $# -eq 0 ] || [ -e "$1" ]; }; then
  printf '\n这个窗口还可以用：输入命令，例如 lianping-xlsx --help；不用了就关掉。\n'
  exec "${SHELL:-/bin/sh}"
fi
exit $code
