"""The scheme (考核方案): who is assessed, by whom, by which rules; its workbook, its checks, and the presets."""
