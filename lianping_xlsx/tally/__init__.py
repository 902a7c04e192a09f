"""The count: 测评得分, 考评得分, 综合得分, ranks and 建议等次, from the marks that count."""
