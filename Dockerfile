FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN node build.mjs

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/dist dist
# The one package that is not in the bundle: the embedded database, with its wasm beside it.
COPY --from=build /app/node_modules/@electric-sql/pglite node_modules/@electric-sql/pglite
USER node
VOLUME /data
# Fails when the heartbeat, which beats once a minute, has stopped.
HEALTHCHECK --interval=60s --timeout=20s --start-period=180s CMD ["node", "dist/main.js", "health"]
ENTRYPOINT ["node", "--disable-warning=DEP0040", "--enable-source-maps", "dist/main.js"]
CMD ["serve"]
