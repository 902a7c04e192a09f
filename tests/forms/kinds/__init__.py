"""Tests of forms.kinds."""
