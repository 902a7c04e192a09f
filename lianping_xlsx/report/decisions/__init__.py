"""等次审定表.xlsx: the proposals and open problems of a result, and beside them what people decide on both."""
