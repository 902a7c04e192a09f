#!/bin/sh
here=$(dirname -- "$(readlink -f -- "$0")")
install=$here/program/install.py
if [ ! -f "$install" ]; then
  echo '文件不全。请先把整个压缩包解压，或把整个文件夹复制过来，再运行。' >&2
  exit 2
fi
for version in @VERSIONS@ 3; do
  "python$version" "$install" --suits 2>/dev/null && exec "python$version" "$install"
done
echo '没有找到合适的 Python（@VERSIONS@ 中的任何一个）。请先安装，再运行一次。' >&2
exit 2
