"""The reader as a route's dependency."""

from typing import Annotated

from fastapi import Depends, Request

from libs.storage.documents import Reader


async def _reader(request: Request) -> Reader:
    reader: Reader = request.app.state.reader
    return reader


ReaderOf = Annotated[Reader, Depends(_reader)]
