"""A TCP proxy on the loopback address that lets every piece sent to the server arrive later: a network in one file.

Run as a program, `python -m benchmarks.latency_proxy TARGET_PORT DELAY_S` prints its port, then serves until ended.
"""

import asyncio
import sys

CHUNK_BYTES = 1 << 18


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
    """Copy a stream, each piece `delay_s` after it came, in order. Pieces wait side by side, so bandwidth stays."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1024)

    async def deliver() -> None:
        while True:
            due, piece = await queue.get()
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            if not piece:
                break
            writer.write(piece)
            await writer.drain()
        writer.close()

    delivery = asyncio.create_task(deliver())
    try:
        while piece := await reader.read(CHUNK_BYTES):
            await queue.put((loop.time() + delay_s, piece))
        await queue.put((loop.time() + delay_s, b""))
        await delivery
    except (ConnectionError, asyncio.CancelledError):
        delivery.cancel()
        writer.close()


async def serve(target_port: int, delay_s: float) -> None:
    """Serve on a free port until the process ends."""

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", target_port)
        await asyncio.gather(pass_on(reader, upstream_writer, delay_s), pass_on(upstream_reader, writer, 0.0))

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
