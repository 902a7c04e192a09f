"""The second count: every figure once more, in plain Python with fractions, for who does not want to believe the first.

It reads 考核方案.xlsx and the replies by itself and imports nothing of the package, so that an error of the one is not
an error of the other. One short function says each rule.
"""
