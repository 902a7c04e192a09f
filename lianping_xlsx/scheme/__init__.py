"""What is assessed (考核方案), by whom, by which rules; its workbook; the presets."""
