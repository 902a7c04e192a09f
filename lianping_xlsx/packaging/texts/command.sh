#!/bin/sh
bin=$(dirname -- "$(readlink -f -- "$0")")
for python in "${bin%/bin}/python/bin/python3" "${bin%/bin}/venv/bin/python"; do
  [ -x "$python" ] && exec "$python" -I -c 'from lianping_xlsx.__main__ import launched; launched()' "$bin/lianping-xlsx" "$@"
done
echo '还没有安装。请先运行“安装.sh”。' >&2
exit 2
