"""The interview: what is still worth asking, and the session that asks it, apart from any screen."""
