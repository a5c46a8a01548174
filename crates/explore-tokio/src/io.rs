//! tokio's I/O traits and what works on them in memory; nothing here reaches a file or a socket.

pub use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncSeek, AsyncSeekExt, AsyncWrite, AsyncWriteExt,
    BufReader, BufStream, BufWriter, Chain, DuplexStream, Empty, Error, ErrorKind, Join, Lines, ReadBuf, ReadHalf,
    Repeat, Result, SeekFrom, SimplexStream, Sink, Split, Take, WriteHalf, copy, copy_bidirectional,
    copy_bidirectional_with_sizes, copy_buf, duplex, empty, join, repeat, simplex, sink, split,
};
