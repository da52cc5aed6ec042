export { type Line, NoReader, Reader, reader, readerIsHere } from './reader';
